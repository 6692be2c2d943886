// The layout of routes off the page's thread.
import { serveOffthread } from "../offthread.ts";
import { layOut } from "./layout.ts";

serveOffthread("dagre", layOut);
