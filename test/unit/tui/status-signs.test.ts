import { expect, test } from "vitest";
import { WORDS } from "../../../src/swarm/core/text/messages.ts";
import { bottomLine } from "../../../src/tui/core/bottom-bar.ts";
import { textOf } from "../../../src/tui/core/line.ts";
import { SCENES } from "../../support/screen-scenes.ts";

test.each(["en", "ko"] as const)(
  "no sign of a status is the one between Workers, in %s",
  (language) => {
    const signs = Object.values(WORDS[language].status).map((text) => text.split(" ")[0]);
    expect(signs).not.toContain("·");
    expect(new Set(signs).size).toBe(signs.length);
    const { seen } = SCENES["after a restart"] ?? {};
    if (!seen) throw new Error("no scene");
    const bottom = textOf(bottomLine(seen, { language, columns: 80, ascii: false }) ?? []);
    expect(bottom).toContain("· w04 ◦");
  },
);
