"""Everything newsmill needs to run on one machine: an embedded broker, a demo newspaper, the whole mill in a few processes."""  # noqa: E501
