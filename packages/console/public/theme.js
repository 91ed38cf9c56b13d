// Before anything is drawn, so that nobody is dazzled at night: the chosen theme, else that of the system.
const chosen = localStorage.getItem('slipway.theme');
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
