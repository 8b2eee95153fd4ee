declare module "virtual:texts/keys" {
  const keys: readonly string[];
  export default keys;
}

declare module "virtual:texts/*" {
  /** In the order of the keys; 0 where the language has no such text. */
  const texts: readonly (string | 0)[];
  export default texts;
}
