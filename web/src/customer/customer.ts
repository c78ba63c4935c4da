import "./customer.css";
import { openRequest } from "./request";
import { openSend } from "./send";

// A file dropped beside the target must not replace the page, and with it a transfer.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

if (document.body.dataset.page === "upload") void openRequest();
if (document.body.dataset.page === "send") void openSend();
