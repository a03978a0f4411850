// Before anything is painted: the theme that was chosen.

try {
  const theme = localStorage.getItem("rolecall.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // This browser keeps nothing.
}
