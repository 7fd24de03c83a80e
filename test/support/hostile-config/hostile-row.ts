/** A clone that sets one field, and what is seen if the field counts. */
export interface HostileRow {
  /** Its row of the table. */
  readonly field: string;
  readonly files: Record<string, string>;
  readonly seen:
    | { /** A name that is looked up. */ readonly name: string }
    | { /** Words in a request to the model. */ readonly words: string }
    | {
        /** A part of OpenCode's live configuration; "": not even there. */
        readonly config: string;
        /** Why nothing can be sent because of it. */
        readonly why: string;
      };
  /** OpenCode acts on it before our hook: install and doctor name it, and the jail holds it (`start-rows.ts`). */
  readonly way?: "before the hook";
  readonly calls?: readonly { tool: string; args: object }[];
  readonly command?: string;
  /** null: OpenCode's own choice. Absent: the Commander. */
  readonly agent?: string | null;
}

/** A name of its own for each row, so that a look-up tells which one acted. */
export function hostOf(field: string): string {
  const name = field.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  return `${name.replaceAll(/^-|-$/g, "")}.hostile.test`;
}

export function urlOf(field: string): string {
  return `http://${hostOf(field)}/v1`;
}

/** A program that connects out at once. */
export function starts(url: string): string {
  return `fetch("${url}").catch(() => {});`;
}

export function asJson(value: object, file = "opencode.json"): Record<string, string> {
  return { "README.md": "# theirs\n", [file]: JSON.stringify(value) };
}
