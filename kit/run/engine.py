"""The papermill engine `kit-inproc`: runs a notebook in this process instead of in a kernel behind sockets.

In:   what papermill hands to an engine: a parameterised notebook and options.
Out:  the notebook with its outputs, and papermill's own metadata.
Why:  no kernel to start and no port to clash, which saves most of a run's time. papermill loads this module while
      it is itself being imported, so it imports nothing: a failure here would break `import papermill`.
Not here: how cells are executed (`kit.run.inproc`), one process per report (`kit.run.report`).
"""

from __future__ import annotations


class InProcessEngine:
    """Entry point of group `papermill.engine`; everything is handed to `kit.run.inproc.InProcess` when first used."""

    @staticmethod
    def execute_notebook(nb, kernel_name, **options):
        """The executed notebook. Options: papermill's, and those of `InProcess.execute_managed_notebook`."""
        from kit.run.inproc import InProcess

        return InProcess.execute_notebook(nb, kernel_name, **options)

    @staticmethod
    def nb_kernel_name(nb, name=None):
        """Name of the kernel the notebook was written for; papermill needs it to word the parameters cell."""
        from papermill.utils import nb_kernel_name

        return nb_kernel_name(nb, name)

    @staticmethod
    def nb_language(nb, language=None):
        """Language of the notebook."""
        from papermill.utils import nb_language

        return nb_language(nb, language)
