// Signed out, mail links and errors: no htmx here.
import "./theme.js";
import "./forms.js";
