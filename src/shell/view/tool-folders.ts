/** What the system itself is made of. Programs count processors below /sys. */
export const SYSTEM_FOLDERS = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/etc",
  "/opt",
  "/nix/store",
  "/gnu/store",
  "/sys/devices/system",
  "/sys/fs/cgroup",
] as const;

/** Toolchains and package caches below the home. A folder that also keeps keys is named by its harmless parts. */
export const HOME_PARTS = [
  ...[".nvm", ".volta", ".asdf", ".pyenv", ".rbenv", ".nodenv", ".goenv", ".jenv", ".rvm"],
  ...[".rustup", ".cargo/bin", ".cargo/registry", ".cargo/git", ".cargo/env"],
  ...["go/bin", "go/pkg", ".sdkman", ".dotnet", ".nuget/packages", ".ghcup", ".elan", ".fnm"],
  ...[".bun/bin", ".bun/install", ".deno/bin", ".cache/deno", ".cache/node/corepack"],
  ...[".npm/_cacache", ".cache/yarn", ".cache/pnpm", ".cache/node-gyp", ".local/share/pnpm"],
  ...[".cache/ms-playwright", ".cache/puppeteer", ".cache/Cypress"],
  ...[".cache/pip", ".cache/uv", ".local/bin", ".local/lib", ".local/pipx"],
  ...[".local/share/uv", ".local/share/pipx", ".local/share/mise", ".local/share/fnm"],
  ...[".m2/repository", ".m2/wrapper", ".gradle/caches", ".gradle/wrapper", ".cache/coursier"],
  ...[".gem", ".local/share/gem", ".composer/cache", ".cache/composer"],
] as const;

/** Variables that name a toolchain's or a cache's folder, and the parts of that folder that are needed. */
export const TOOL_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [
      ...["NVM_DIR", "VOLTA_HOME", "FNM_DIR", "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR"],
      ...["PYENV_ROOT", "RBENV_ROOT", "RUSTUP_HOME", "GOROOT", "GOMODCACHE", "JAVA_HOME"],
      ...["JDK_HOME", "MAVEN_HOME", "M2_HOME", "GRADLE_HOME", "SDKMAN_DIR", "DOTNET_ROOT"],
      ...["NUGET_PACKAGES", "ANDROID_HOME", "ANDROID_SDK_ROOT", "VIRTUAL_ENV", "CONDA_PREFIX"],
      ...["DENO_DIR", "PNPM_HOME", "PIP_CACHE_DIR", "UV_CACHE_DIR", "PLAYWRIGHT_BROWSERS_PATH"],
      ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE", "PIP_CERT"],
      ...["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"],
    ].map((name) => [name, [""]]),
  ),
  CARGO_HOME: ["bin", "registry", "git", "env"],
  GOPATH: ["bin", "pkg"],
  GRADLE_USER_HOME: ["caches", "wrapper"],
  BUN_INSTALL: ["bin", "install"],
  npm_config_cache: ["_cacache"],
  NPM_CONFIG_CACHE: ["_cacache"],
};

/** Variables with a list of folders in which programs search. */
export const SEARCH_VARIABLES = ["PATH", "PYTHONPATH", "NODE_PATH"] as const;

/** The tools' own settings below the home; visible if nothing in them looks like a secret. */
export const SETTINGS_FILES = [
  ...[".gitconfig", ".config/git/config", ".config/git/ignore", ".config/git/attributes"],
  ...[".npmrc", ".yarnrc", ".yarnrc.yml", ".bunfig.toml", ".config/pnpm/rc"],
  ...[".pip/pip.conf", ".config/pip/pip.conf", ".config/uv/uv.toml", ".config/go/env"],
  ...[".cargo/config.toml", ".cargo/config", ".m2/settings.xml", ".gradle/gradle.properties"],
  ".gemrc",
] as const;

/** Folders below the home that no link and no variable makes visible. */
export const PRIVATE_FOLDERS = [
  ...[".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".password-store", ".mozilla"],
  ...[".config/opencode", ".config/oh-my-qwencoder", ".config/gh", ".config/gcloud", ".config/op"],
  ...[".local/share/opencode", ".local/share/keyrings", ".local/state"],
] as const;

/** Folders that hold other folders of every kind. */
export const SHARED_FOLDERS = [
  ...["/", "/home", "/root", "/var", "/mnt", "/media", "/srv", "/run", "/tmp", "/var/tmp"],
  ...["/proc", "/dev", "/boot", "/sys", "/nix", "/gnu", "/Users"],
] as const;
