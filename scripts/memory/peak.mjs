/** Imported before a program: tells on stderr, when it ends, the most memory that it held at a time. */
process.on("exit", () => process.stderr.write(`peak ${process.resourceUsage().maxRSS} kB\n`));
