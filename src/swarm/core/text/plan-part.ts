/** A piece of a row. `struck`: not possible for this plan. */
export interface Piece {
  readonly is: "words" | "strong" | "code" | "struck";
  readonly text: string;
}

/** A part of a plan. Every drawing of a plan is made of the same parts, so that none leaves out what another shows. */
export type PlanPart =
  | { readonly is: "row"; readonly pieces: readonly Piece[] }
  /** The heading of a Worker. */
  | { readonly is: "numbered"; readonly number: number; readonly text: string }
  | { readonly is: "fact"; readonly name: string; readonly pieces: readonly Piece[] }
  | { readonly is: "list"; readonly items: readonly (readonly Piece[])[] }
  /** A model's text in its own lines, below a name. */
  | { readonly is: "quoted"; readonly name?: string; readonly text: string };

export function piece(is: Piece["is"], text: string): Piece {
  return { is, text };
}
