"""A REST caller on one kept-alive connection.

Tells three endings of a call apart: answered, refused with an id, and cut off. Knows no state.
"""

import http.client
import json


class CutOff(Exception):
    """The connection ended before the whole answer came: the write may be there or not."""


class Refused(Exception):
    """An error answer: nothing was written."""

    def __init__(self, status: int, body: dict):
        super().__init__(f"HTTP {status} {body.get('message')}")
        self.status = status
        self.id = next((detail["id"] for detail in body.get("details", [])), "")


class Caller:
    def __init__(self, port: int, token: str, org: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        self.headers = {"authorization": f"Bearer {token}", "x-zitadel-orgid": org}

    def call(self, verb: str, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body)
        try:
            self.connection.request(verb, "/management/v1" + path, data, self.headers)
            answer = self.connection.getresponse()
            content = json.loads(answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise CutOff(str(error)) from error
        if answer.status != 200:
            raise Refused(answer.status, content)
        return content

    def actions(self) -> list:
        """All actions of the org, page by page."""
        found = []
        while True:
            page = self.call("POST", "/actions/_search", {"query": {"offset": len(found), "limit": 1000}})
            found += page.get("result", [])
            if len(found) >= int(page["details"].get("totalResult", 0)):
                return found

    def close(self) -> None:
        self.connection.close()
