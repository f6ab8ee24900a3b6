// Light or dark: the system's choice until the person makes one; the server reads the cookie.
import { on } from "./dom.js";

const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

on("click", "[data-theme-toggle]", () => {
  const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
});
