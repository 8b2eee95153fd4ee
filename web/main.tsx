import { render } from "preact";
import "./styles/theme.css";
import "./styles/exploitation.css";
import "./styles/parametrage.css";
import "./styles/configuration.css";
import "./styles/resource.css";
import { Page } from "./pages/page.tsx";
import { recallSession } from "./session/session.ts";
import { loadTexts } from "./texts/texts.ts";

const place = document.getElementById("page");
if (place === null) throw new Error("the document has no place for the page");
await Promise.all([loadTexts(), recallSession()]);
render(<Page />, place);
