/** What a form is about: members by their names, as the configuration has them. */
export type Item = Readonly<Record<string, unknown>>;
