using System.Text.Json;
using System.Text.Json.Nodes;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>Status documents as an agent with three cameras would send them (DESIGN.md, "Status document").</summary>
internal static class SampleStatus
{
    public const string RtspUrl = "rtsp://198.51.100.7:8554/Streaming/Channels/101";

    /// <summary>Everything wished is open; one camera is paused.</summary>
    public static string AllOpen { get; } = Document(
    [
        Mapped("front-door/rtsp", "Front door", "rtsp", "198.51.100.7:8554", RtspUrl),
        Mapped("front-door/http", "Front door", "http", "198.51.100.7:8080", "http://198.51.100.7:8080/"),
        Mapped("driveway/rtsp", "Driveway", "rtsp", "198.51.100.7:8555", "rtsp://198.51.100.7:8555/cam/realmonitor?channel=1&subtype=0"),
        Forward("garden/rtsp", "Garden", "rtsp", "paused"),
    ]);

    /// <summary>The router refused one port: it is reached in the LAN only, and a problem says what to do.</summary>
    public static string OneRefused { get; } = Document(
    [
        Mapped("front-door/rtsp", "Front door", "rtsp", "198.51.100.7:8554", RtspUrl),
        Mapped("front-door/http", "Front door", "http", "198.51.100.7:8080", "http://198.51.100.7:8080/"),
        RelayOnly("driveway/rtsp", "Driveway", "rtsp", "192.168.1.10:8555"),
        Forward("garden/rtsp", "Garden", "rtsp", "paused"),
    ],
    [
        new JsonObject
        {
            ["code"] = "PH204",
            ["severity"] = "error",
            ["title"] = "The router answers but refuses to open ports",
            ["evidence"] = "AddPortMapping was answered with UPnP error 606.",
            ["cause"] = "UPnP is switched off for this host.",
            ["remedy"] = new JsonArray(
                "Open the router's page at http://192.168.1.1 and allow UPnP port forwarding.",
                "Or add this rule there by hand: external port 8555, TCP, to 192.168.1.10 port 8555."),
            ["since"] = "2026-01-01T12:00:00Z",
            ["forwards"] = new JsonArray("driveway/rtsp"),
        },
    ]);

    /// <summary>A document of forwards and problems.</summary>
    public static string Document(JsonObject[] forwards, JsonObject[]? problems = null) => new JsonObject
    {
        ["version"] = "0.1.0",
        ["startedAt"] = "2026-01-01T12:00:00Z",
        ["network"] = new JsonObject { ["gateway"] = "192.168.1.1", ["externalAddress"] = "198.51.100.7", ["reachability"] = "public" },
        ["forwards"] = new JsonArray([.. forwards]),
        ["problems"] = new JsonArray([.. problems ?? []]),
    }.ToJsonString(JsonSerializerOptions.Default);

    public static JsonObject Forward(string id, string device, string name, string state) => new()
    {
        ["id"] = id,
        ["device"] = device,
        ["name"] = name,
        ["protocol"] = "tcp",
        ["internal"] = "192.168.1.20:554",
        ["external"] = null,
        ["route"] = "none",
        ["state"] = state,
        ["relay"] = null,
        ["url"] = null,
        ["problems"] = new JsonArray(),
    };

    public static JsonObject Mapped(string id, string device, string name, string external, string? url = null)
    {
        var forward = Forward(id, device, name, "mapped");
        forward["route"] = "direct";
        forward["external"] = external;
        forward["url"] = url;
        return forward;
    }

    public static JsonObject RelayOnly(string id, string device, string name, string listen)
    {
        var forward = Forward(id, device, name, "failed");
        forward["route"] = "relay-only";
        forward["relay"] = new JsonObject { ["listen"] = listen, ["connections"] = 0, ["bytesIn"] = 0, ["bytesOut"] = 0, ["refused"] = 0 };
        return forward;
    }
}
