using System.Globalization;
using System.Text.Json;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>The status document's fields, each with its type: a program that reads it relies on all of them.</summary>
internal static class StatusContract
{
    private static readonly (string Path, string Kind)[] Fields =
    [
        ("version", "string"), ("startedAt", "time"), ("network", "object"),
        ("network.interface", "string"), ("network.localAddress", "string"), ("network.gateway", "string"), ("network.router", "string"),
        ("network.protocols[]", "upnp-igd1|upnp-igd2|nat-pmp|pcp"), ("network.externalAddress", "string"),
        ("network.reachability", "public|double-nat|carrier-nat|offline|unknown"),
        ("forwards[].id", "string"), ("forwards[].device", "string"), ("forwards[].name", "string"), ("forwards[].protocol", "tcp|udp"),
        ("forwards[].internal", "string"), ("forwards[].external", "string?"), ("forwards[].route", "direct|relayed|relay-only|none"),
        ("forwards[].via", "upnp-igd|pcp|nat-pmp|?"), ("forwards[].state", "pending|mapped|failed|paused"),
        ("forwards[].leaseExpires", "time?"), ("forwards[].renewsAt", "time?"), ("forwards[].url", "string?"), ("forwards[].deviceOnline", "flag?"),
        ("forwards[].problems[]", "string"),
        ("forwards[].relay", "object?"), ("forwards[].relay.listen", "string"), ("forwards[].relay.connections", "number"),
        ("forwards[].relay.bytesIn", "number"), ("forwards[].relay.bytesOut", "number"), ("forwards[].relay.refused", "number"),
        ("problems[].code", "string"), ("problems[].severity", "string"), ("problems[].title", "string"), ("problems[].evidence", "string"),
        ("problems[].cause", "string"), ("problems[].remedy[]", "string"), ("problems[].since", "time"),
    ];

    /// <summary>Every way in which a document breaks the contract; empty for none.</summary>
    public static IReadOnlyList<string> Violations(JsonElement document)
    {
        var found = new List<string>();
        foreach (var (path, kind) in Fields)
            Visit(document, path.Split('.'), path, kind, found);
        return found;
    }

    private static void Visit(JsonElement element, ReadOnlySpan<string> path, string whole, string kind, List<string> found)
    {
        if (path.IsEmpty)
        {
            if (!Fits(element, kind))
                found.Add($"{whole} is {element.GetRawText()}, not {kind}");
            return;
        }

        var isList = path[0].EndsWith("[]", StringComparison.Ordinal);
        var name = isList ? path[0][..^2] : path[0];
        if (element.ValueKind == JsonValueKind.Null)
            return;
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var child))
        {
            found.Add($"{whole}: there is no {name}");
            return;
        }

        if (!isList)
        {
            Visit(child, path[1..], whole, kind, found);
            return;
        }

        if (child.ValueKind != JsonValueKind.Array)
        {
            found.Add($"{whole}: {name} is not a list");
            return;
        }

        foreach (var item in child.EnumerateArray())
            Visit(item, path[1..], whole, kind, found);
    }

    private static bool Fits(JsonElement element, string kind) => element.ValueKind switch
    {
        JsonValueKind.Null => kind.EndsWith('?'),
        JsonValueKind.True or JsonValueKind.False => kind.TrimEnd('?') == "flag",
        JsonValueKind.Number => kind == "number" && element.TryGetInt64(out _),
        JsonValueKind.Object => kind.TrimEnd('?') == "object",
        JsonValueKind.String => kind.TrimEnd('?') switch
        {
            "string" => element.GetString()!.Length > 0,
            "time" => DateTimeOffset.TryParse(element.GetString(), CultureInfo.InvariantCulture, out _),
            var words => words.Split('|').Contains(element.GetString(), StringComparer.Ordinal),
        },
        _ => false,
    };
}
