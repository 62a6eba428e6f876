"""Door: the files that no one writes by hand join those that MkDocs found."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files


def on_files(files: Files, config: MkDocsConfig) -> None:
    made = config.extra["handbook"].generated_pages(config.site_name, config.site_url or "")
    for path, text in made.items():
        files.append(File.generated(config, path, content=text))


@event_priority(-50)
def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    for path, data in config.extra["handbook"].generated_files().items():
        files.append(File.generated(config, path, content=data))
