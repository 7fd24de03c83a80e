import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { lstat, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { neededHomeFolder } from "../kit/home-folders.ts";
import { PRIVATE_FILE, privateFolder } from "../kit/private-state.ts";
import { alike, type Sentence, say } from "../kit/sentence.ts";
import { PRODUCT_FOLDER } from "../kit/state-paths.ts";
import { type AuditDocument, canonicalText, type SignedReport } from "./core/report-document.ts";

const KEY_FILE = "egress-audit-key.pem";

/** Signs with the user's own key, which is made on first use. Throws KEY_REFUSED. */
export async function signed(document: AuditDocument, env: Environment): Promise<SignedReport> {
  const key = await ownKey(env);
  const publicKey = publicText(createPublicKey(key));
  const value = sign(null, Buffer.from(canonicalText(document)), key).toString("base64");
  return { document, signature: { algorithm: "ed25519", publicKey, value } };
}

/** Why the signature does not hold; undefined if it holds. */
export function faultOf({ document, signature }: SignedReport): Sentence | undefined {
  const value = Buffer.from(signature.value, "base64");
  // Node reads other spellings of the same signature and of the same key too.
  if (value.toString("base64") !== signature.value)
    return say("its base64 is not ours", "base64 형식이 우리 것과 다릅니다");
  try {
    const der = Buffer.from(signature.publicKey, "base64");
    const key = createPublicKey({ key: der, type: "spki", format: "der" });
    if (key.asymmetricKeyType !== "ed25519")
      return say("its key is no Ed25519 key", "키가 Ed25519 키가 아닙니다");
    if (publicText(key) !== signature.publicKey)
      return say("its key is not spelled as ours", "키의 표기가 우리 것과 다릅니다");
    const bytes = Buffer.from(canonicalText(document));
    const holds = verify(null, bytes, key, value);
    return holds
      ? undefined
      : say("the signature does not fit the content", "서명이 내용과 맞지 않습니다");
  } catch (error) {
    return alike(error instanceof Error ? error.message : String(error));
  }
}

/** The SHA-256 of a public key, to compare by eye. */
export function fingerprintOf(publicKey: string): string {
  return `SHA256:${createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("base64")}`;
}

function publicText(key: KeyObject): string {
  return key.export({ type: "spki", format: "der" }).toString("base64");
}

async function ownKey(env: Environment): Promise<KeyObject> {
  const folder = join(neededHomeFolder(env, "state"), PRODUCT_FOLDER);
  const file = join(folder, KEY_FILE);
  await privateFolder(folder);
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  // Two audits at once: the first one to write decides.
  await writeFile(file, pem, { mode: PRIVATE_FILE, flag: "wx" }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  const stats = await lstat(file);
  if (!stats.isFile() || (stats.mode & 0o077) !== 0)
    throw refusedKey(
      file,
      say("others may read it, or it is no file", "다른 사용자가 읽을 수 있거나 파일이 아닙니다"),
    );
  const key = createPrivateKey(await readFile(file));
  if (key.asymmetricKeyType !== "ed25519")
    throw refusedKey(file, say("it is no Ed25519 key", "Ed25519 키가 아닙니다"));
  return key;
}

function refusedKey(file: string, why: Sentence): AegisError {
  return new AegisError(
    "KEY_REFUSED",
    say(
      `The key ${file} is not used: ${why.en}.`,
      `키 ${file}을(를) 사용하지 않습니다: ${why.ko}.`,
    ),
    say(
      "Remove the file; the next report makes a new key.",
      "파일을 삭제하세요. 다음 보고서를 만들 때 새 키가 생깁니다.",
    ),
  );
}
