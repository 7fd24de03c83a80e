import { expressionOf } from "./expression.ts";

/** Names under which projects keep passwords and keys. Not `secrets.ts` and the like: that is source code. */
export const DEFAULT_SECRETS: readonly string[] = [
  ...[".env", ".env.*", "?*.env", ".envrc", "!.env.{example,sample,template,dist,defaults}"],
  "!{example,sample,template}.env",
  ...["*.pem", "*.key", "*.p12", "*.pfx", "*.p8", "*.jks", "*.keystore", "*.ppk", "*.kdbx"],
  ...["id_{rsa,dsa,ecdsa,ed25519}", "id_{ecdsa,ed25519}_sk", "*.ovpn", "*.kubeconfig"],
  ...[".npmrc", ".pypirc", ".netrc", "_netrc", ".git-credentials", ".pgpass", ".my.cnf"],
  ...[".htpasswd", ".dockercfg", "**/.docker/config.json", ".vault-token", ".s3cfg"],
  "credentials.{json,yml,yaml,toml,ini,xml,properties,csv}",
  "{secret,secrets}.{json,yml,yaml,toml,ini,xml,properties,txt}",
  ...["service{-,_,}account*.json", "client_secret*.json", "*.tfvars", "*.tfstate"],
  ...["**/.ssh/**", "**/.aws/**", "**/.gnupg/**"],
  // Packages bring certificates and test keys of their own.
  ...["!**/node_modules/**", "!**/site-packages/**"],
];

/** Returns the pattern that makes the path secret; undefined if no pattern does. */
export type SecretRule = (path: string) => string | undefined;

interface Entry {
  pattern: string;
  opens: boolean;
  expression: RegExp;
}

/**
 * Reads the patterns in their order: the last one that matches decides, and `!pattern` takes paths out. A pattern
 * without `/` is a file name in any folder; others begin at the top of the tree. Case and Unicode form do not matter.
 */
export function secretRule(patterns: readonly string[]): SecretRule {
  const entries = patterns.map(entryOf);
  const closing = entries.filter(({ opens }) => !opens).map(({ expression }) => expression.source);
  // A tree has many names and few secrets: one test for all patterns comes first.
  const suspect = new RegExp(closing.length > 0 ? closing.join("|") : "[^\\s\\S]", "iu");
  return (given) => {
    const path = given.normalize("NFC").replace(/^\/+/, "");
    if (!suspect.test(path)) return undefined;
    const last = entries.findLast(({ expression }) => expression.test(path));
    return last && !last.opens ? last.pattern : undefined;
  };
}

/** True for an entry that `secretRule` can read. */
export function isSecretPattern(entry: string): boolean {
  const pattern = entry.replace(/^!/, "");
  return pattern !== "" && expressionOf(placed(pattern)) !== undefined;
}

function entryOf(pattern: string): Entry {
  const opens = pattern.startsWith("!");
  const expression = expressionOf(placed(opens ? pattern.slice(1) : pattern));
  if (expression === undefined)
    throw new Error(`Secret pattern ${JSON.stringify(pattern)} was never checked`);
  return { pattern, opens, expression };
}

/** A name without a folder may lie in any folder; a `/` at the end only says that it is a folder. */
function placed(pattern: string): string {
  return pattern.replace(/\/+$/, "").includes("/") ? pattern : `**/${pattern}`;
}
