import { join } from "node:path";
import { execa } from "execa";
import type { TempRepo } from "./temp-repo.ts";

/** A program that installs Python packages, as users run it. */
export interface PythonTool {
  readonly name: string;
  /** Why the tool cannot be tried here; undefined if it can. */
  readonly lack: string | undefined;
  /** Makes `.venv` at the top of the project. */
  environment(repo: TempRepo): Promise<void>;
  /** Installs packages from folders, without a network. */
  install(repo: TempRepo, ...args: string[]): Promise<void>;
}

async function answers(program: string, ...args: string[]): Promise<boolean> {
  const { exitCode } = await execa(program, args, { reject: false, stdin: "ignore" });
  return exitCode === 0;
}

const run = async (repo: TempRepo, program: string, ...args: string[]) => {
  const { dir: cwd, env } = repo;
  await execa(program, args, { cwd, env, extendEnv: false, stdin: "ignore" });
};

/** An environment sees the machine's setuptools, because no test may fetch it. */
const OFFLINE = ["--no-index", "--no-build-isolation", "--no-deps"];
const PYTHON = ".venv/bin/python";
const lackOf = (what: string, isThere: boolean) => (isThere ? undefined : `no ${what}`);

export async function pythonTools(): Promise<PythonTool[]> {
  const { stdout: python } = await execa("python3", ["-c", "import sys; print(sys.executable)"]);
  const pip = ["-m", "pip", "--python"];
  return [
    {
      name: "pip",
      lack: lackOf("pip 22.3", await answers(python, ...pip, python, "--version")),
      environment: (repo) =>
        run(repo, python, "-m", "venv", "--system-site-packages", "--without-pip", ".venv"),
      install: (repo, ...args) => run(repo, python, ...pip, PYTHON, "install", ...OFFLINE, ...args),
    },
    {
      name: "uv",
      lack: lackOf("uv", await answers("uv", "--version")),
      environment: (repo) =>
        run(repo, "uv", "venv", "--offline", "--python", python, "--system-site-packages"),
      install: (repo, ...args) =>
        run(repo, "uv", "pip", "install", "--offline", "--python", PYTHON, ...OFFLINE, ...args),
    },
  ];
}

/** Why setuptools cannot make an editable install here: it needs wheel, unless it has it in it. */
export async function noSetuptools(): Promise<string | undefined> {
  const code =
    "import setuptools as s; v = tuple(map(int, s.__version__.split('.')[:2])); assert v >= (64, 0); assert v >= (70, 1) or __import__('wheel')";
  return lackOf("setuptools with wheel", await answers("python3", "-c", code));
}

/** A build backend of the project itself: wheels with the code, or with a path to it. */
const BACKEND = String.raw`import os, re, zipfile
def wheel(folder, editable):
    name = re.search('name = "(.*)"', open("pyproject.toml").read()).group(1)
    source = os.path.abspath("src" if os.path.isdir("src") else ".")
    info = name + "-1.0.dist-info/"
    files = {
        info + "METADATA": "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n",
        info + "WHEEL": "Wheel-Version: 1.0\nGenerator: own\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if editable:
        files["_" + name + ".pth"] = source + "\n"
    else:
        files[name + "/__init__.py"] = open(os.path.join(source, name, "__init__.py")).read()
    record = "".join(path + ",,\n" for path in [*files, info + "RECORD"])
    file = name + "-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, file), "w") as archive:
        for path, text in {**files, info + "RECORD": record}.items():
            archive.writestr(path, text)
    return file
def build_wheel(folder, config_settings=None, metadata_directory=None):
    return wheel(folder, False)
def build_editable(folder, config_settings=None, metadata_directory=None):
    return wheel(folder, True)
`;

const OWN = 'requires = []\nbuild-backend = "backend"\nbackend-path = ["."]';
const SETUPTOOLS = 'requires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"';
const project = (name: string, build: string) =>
  `[build-system]\n${build}\n\n[project]\nname = "${name}"\nversion = "1.0"\n`;

/** `one` has its code in `src/`, `two` beside its project file. */
export function pythonFiles(build: "own" | "setuptools"): Record<string, string> {
  const named = build === "own" ? OWN : SETUPTOOLS;
  return {
    ".gitignore": ".venv/\nbuild/\n*.egg-info/\n__pycache__/\n",
    "packages/one/pyproject.toml": project("one", named),
    "packages/one/backend.py": BACKEND,
    "packages/one/src/one/__init__.py": 'ANSWER = "right"\n',
    "packages/two/pyproject.toml": `${project("two", named)}\n[tool.setuptools]\npackages = ["two"]\n`,
    "packages/two/backend.py": BACKEND,
    "packages/two/two/__init__.py": 'ANSWER = "right"\n',
    "checks/uses_one.py": 'import one\nassert one.ANSWER == "right", one.__file__\n',
    "checks/uses_two.py": 'import two\nassert two.ANSWER == "right", two.__file__\n',
    "checks/uses_plain.py": 'import plain\nassert plain.ANSWER == "plain"\n',
  };
}

/** Installs a package from outside the repository, as from a registry: a copy. */
export async function installPlain(repo: TempRepo, tool: PythonTool): Promise<void> {
  const at = "../plain";
  await repo.write(`${at}/pyproject.toml`, project("plain", OWN));
  await repo.write(`${at}/backend.py`, BACKEND);
  await repo.write(`${at}/src/plain/__init__.py`, 'ANSWER = "plain"\n');
  await tool.install(repo, join(repo.dir, at));
}
