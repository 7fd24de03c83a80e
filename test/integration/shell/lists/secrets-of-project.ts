import { join } from "node:path";
import type { Sandbox } from "../../../../src/shell/sandbox.ts";
import { writeFiles } from "../guarded-project.ts";
import { type PrivateHome, privateHome, WORD } from "../private-home.ts";

export const FILES = [
  ...[".env", "config/.ENV.local", "키/서버.pem", "id_rsa", ".npmrc", "credentials.json"],
  ...["app.p12", ".netrc", "secrets.yaml", "gcp/service-account.json", "with\nbreak/.env"],
  ...["back\\slash/.env", "sp ace/x.key", ".aws/config", "percent%s/.env", "quote'\"$HOME/.env"],
];

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
/** A shell line that prints the file. */
export const read = (path: string) => `cat ${quoted(path)} 2>&1`;

/** A project whose checkout and worktree hold these files, unknown to git. */
export async function withSecrets(sandbox: Sandbox) {
  const place = await privateHome({ sandbox });
  const files = Object.fromEntries(FILES.map((name) => [name, `KEY=${WORD}\n`]));
  await writeFiles(place.top, files);
  await writeFiles(place.worktree, files);
  return place;
}

export const everywhere = ({ top, worktree }: PrivateHome) =>
  FILES.flatMap((name) => [join(top, name), join(worktree, name)]);

/** Roads to a secret file; % stands for the checkout. */
export const WAYS: [string, string][] = [
  ["by a link", "ln -s %/.env l; cat l"],
  ["by a link to the folder", "ln -s % l; cat l/.env"],
  ["by a second name", "ln %/.env l; cat l"],
  ["by moving its folder", "mv config c2; cat c2/.ENV.local"],
  ["by moving it", "mv .env e2; cat e2"],
  ["by copying", "cp -a .env e2; cat e2"],
  ["by removing the cover", "umount .env; cat .env"],
  ["by git", "git hash-object -w --stdin < .env; git diff --no-index /dev/null .env"],
];
