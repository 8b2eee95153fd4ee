import { render } from "preact";
import "./styles/theme.css";
import { Page } from "./pages/page.tsx";
import { recallSession } from "./session/session.ts";

const place = document.getElementById("page");
if (place === null) throw new Error("the document has no place for the page");
render(<Page />, place);
void recallSession();
