/** `npm run bench -- …`: `kindred bench` with the flags given. It installs and builds what is missing, as every command does. */
process.argv.splice(2, 0, "bench");
await import("./kindred.mjs");
