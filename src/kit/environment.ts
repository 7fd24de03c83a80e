/** Variables of a process; a variable that is not set is undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;
