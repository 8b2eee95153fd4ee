/** A file as it is, to be looked at. It scrolls by itself, so it can be reached by keyboard. */
export function YamlView({ title, yaml }: { readonly title: string; readonly yaml: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="yaml" aria-label={title} tabIndex={0}>
      <pre>{yaml}</pre>
    </section>
  );
}
