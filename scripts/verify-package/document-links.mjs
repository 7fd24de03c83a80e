import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";

const LINK = /\]\(([^)\s]+)\)/g;

/** Somebody in a closed network reads the documents in the installed package, and no others. */
export async function documentLinks({ bare, files }) {
  const documents = files.filter((file) => /^(docs\/)?[^/]+\.md$/.test(file));
  const texts = new Map();
  for (const file of documents) texts.set(file, await readFile(join(bare, file), "utf8"));
  const links = [...texts].flatMap(([file, text]) => linksOf(file, text));
  const broken = links.filter(
    ({ target, anchor }) =>
      !files.includes(target) || (anchor && !anchorsOf(texts.get(target)).has(anchor)),
  );
  if (broken.length > 0)
    throw new Error(broken.map(({ link, file }) => `${link} in ${file}`).join(", "));
  return `${links.length} links in ${documents.length} documents`;
}

function linksOf(file, text) {
  return [...text.matchAll(LINK)].flatMap(([, link]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path, anchor] = link.split("#");
    const target = path === "" ? file : posix.join(posix.dirname(file), path);
    return [{ file, link, target, anchor }];
  });
}

/** The ids that readers of Markdown give to headings. */
function anchorsOf(text = "") {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/ /g, "-"),
    ),
  );
}
