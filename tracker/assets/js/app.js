// Everything a signed-in page does beyond its links and forms; each of them works without this file.
// htmx reads its settings from <meta name="htmx-config"> (layouts/page.html): no eval, no style of its own.
import "htmx.org";
import "./requests.js";
import "./theme.js";
import "./toast.js";
import "./menus.js";
import "./tasks.js";
import "./palette.js";
import "./keys.js";
import "./board.js";
import "./review.js";
import "./bulk.js";
