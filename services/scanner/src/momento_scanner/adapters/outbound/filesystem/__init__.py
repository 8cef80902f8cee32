"""The folder of files under inspection."""
