/** The command that the user typed: in a conversation of OpenCode, or in a shell of their own. */
export type TypedAt = "/aegis" | "oh-my-qwencoder";
