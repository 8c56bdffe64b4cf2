"""Works the client as a person does who sees it for the first time: by the words on it, with mouse and keyboard."""
