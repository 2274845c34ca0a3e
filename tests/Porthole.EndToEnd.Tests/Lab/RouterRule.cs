using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace Porthole.Lab;

/// <summary>One forward that the router's kernel really carries out: translated, and let through the firewall.</summary>
/// <param name="Transport"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="ExternalPort">The port on the WAN address.</param>
/// <param name="Target">Where packets go: <c>address:port</c>.</param>
/// <param name="Handle">The kernel's number for the rule; another one means that the rule was removed and made again.</param>
public sealed record RouterRule(string Transport, int ExternalPort, string Target, int Handle)
{
    /// <summary>Reads the rules out of <c>nft -j -a list ruleset</c>.</summary>
    public static ImmutableArray<RouterRule> Parse(string ruleset)
    {
        using var document = JsonDocument.Parse(ruleset);
        var rules = document.RootElement.GetProperty("nftables").EnumerateArray()
            .Where(item => item.TryGetProperty("rule", out _))
            .Select(item => new ParsedRule(item.GetProperty("rule")))
            .ToList();
        var letThrough = rules.Where(rule => rule.Chain == "miniupnpd").ToLookup(rule => (rule.Transport, rule.AcceptedTarget));
        return [.. from rule in rules
                   where rule.Chain == "prerouting_miniupnpd" && rule.DnatTarget is not null && letThrough.Contains((rule.Transport, rule.DnatTarget))
                   orderby rule.Port, rule.Transport
                   select new RouterRule(rule.Transport, rule.Port, rule.DnatTarget!, rule.Handle)];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Transport} {ExternalPort} -> {Target}";

    // miniupnpd writes protocol and address as raw bytes of the IPv4 header: offsets and lengths in bits.
    private sealed class ParsedRule
    {
        private const int ProtocolOffset = 72;
        private const int DestinationOffset = 128;

        private string? _destination;

        public ParsedRule(JsonElement rule)
        {
            Chain = rule.GetProperty("chain").GetString()!;
            Handle = rule.GetProperty("handle").GetInt32();
            foreach (var expression in rule.GetProperty("expr").EnumerateArray())
                Read(expression);
        }

        public string Chain { get; }

        public int Handle { get; }

        public string Transport { get; private set; } = "";

        public int Port { get; private set; }

        public string? DnatTarget { get; private set; }

        public string? AcceptedTarget => _destination is null ? null : $"{_destination}:{Port}";

        private void Read(JsonElement expression)
        {
            if (expression.TryGetProperty("dnat", out var dnat))
                DnatTarget = $"{dnat.GetProperty("addr").GetString()}:{dnat.GetProperty("port").GetInt32()}";
            if (!expression.TryGetProperty("match", out var match) || !match.GetProperty("left").TryGetProperty("payload", out var payload))
                return;
            var value = match.GetProperty("right");
            if (payload.TryGetProperty("field", out var field) && field.GetString() == "dport")
                Port = value.GetInt32();
            else if (payload.TryGetProperty("offset", out var offset) && offset.GetInt32() == ProtocolOffset)
                Transport = value.GetInt32() == 17 ? "udp" : "tcp";
            else if (offset.ValueKind == JsonValueKind.Number && offset.GetInt32() == DestinationOffset)
                _destination = new IPAddress(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((uint)value.GetInt64())).ToString();
        }
    }
}
