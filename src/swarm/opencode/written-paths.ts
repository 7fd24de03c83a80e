import type { ToolArgs } from "./tool-call.ts";

/** Every path that a file tool is about to write. */
export function writtenPaths(tool: string, args: ToolArgs): string[] {
  if (tool === "write" || tool === "edit" || tool === "multiedit")
    return typeof args["filePath"] === "string" ? [args["filePath"]] : [];
  if (tool !== "apply_patch" && tool !== "patch") return [];
  const text = String(args["patchText"] ?? args["patch"] ?? "");
  return text.split("\n").flatMap(patchedPath);
}

const PATCH_MARKS = ["*** Add File:", "*** Update File:", "*** Delete File:", "*** Move to:"];

/** Reads a line as OpenCode does: the mark needs no space after it, and only `\n` ends a line. */
function patchedPath(line: string): string[] {
  const mark = PATCH_MARKS.find((each) => line.startsWith(each));
  const path = mark === undefined ? "" : line.slice(mark.length).trim();
  return path === "" ? [] : [path];
}
