import type { Link } from "../live/live-registers.ts";
import { text } from "../texts/texts.ts";

/** Says that what is shown may be old, while it may be. */
export function LinkNotice({ link }: { readonly link: Link }) {
  return (
    <div role="alert" class="link-notice">
      {link === "lost" && <p>{text("page.link.lost")}</p>}
    </div>
  );
}
