using System.Net;
using System.Text.Json;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Judges one match of nft: <c>{ "op": "==", "left": { "payload": … }, "right": … }</c>.</summary>
internal static class NftMatch
{
    public static Likelihood Fits(JsonElement match, Arrival arrival, NftSets sets) => OrMaybe(() =>
    {
        var (left, right) = (match.GetProperty("left"), match.GetProperty("right"));

        // "tcp dport != 22" is about TCP only: of another protocol's packet not even that is true.
        if (IsOfOther(left, arrival)) return Likelihood.No;
        var fits = left.TryGetProperty("&", out var masked) ? NftFlags.Fits(masked, right) : FitsValue(left, right, arrival, sets);
        return match.GetProperty("op").GetString() switch
        {
            "==" or "in" => fits,
            "!=" => fits.Not(),
            _ => Ordered(match, left, right, arrival),
        };
    });

    /// <summary>Whether the key of a verdict map is this entry's.</summary>
    public static Likelihood FitsKey(JsonElement key, JsonElement entry, Arrival arrival, NftSets sets) => OrMaybe(() => FitsValue(key, entry, arrival, sets));

    // Another nft may write what this does not know.
    private static Likelihood OrMaybe(Func<Likelihood> judge)
    {
        try
        {
            return judge();
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or FormatException)
        {
            return Likelihood.Maybe;
        }
    }

    // Whether what the left side names is this value, in this set, or in this range.
    private static Likelihood FitsValue(JsonElement left, JsonElement value, Arrival arrival, NftSets sets)
    {
        if (IsOfOther(left, arrival)) return Likelihood.No;
        if (sets.Elements(value) is not { } elements) return Likelihood.Maybe;
        return elements.Select(element => FitsElement(left, element, arrival, sets)).Any();
    }

    private static Likelihood FitsElement(JsonElement left, JsonElement element, Arrival arrival, NftSets sets)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("elem", out var wrapped)) element = wrapped.GetProperty("val");
        if (!left.TryGetProperty("concat", out var parts)) return FitsOne(left, element, arrival);
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty("concat", out var values)
            ? parts.EnumerateArray().Zip(values.EnumerateArray(), (part, value) => FitsValue(part, value, arrival, sets)).All()
            : Likelihood.Maybe;
    }

    private static Likelihood FitsOne(JsonElement left, JsonElement value, Arrival arrival) => Subject(left) switch
    {
        ("tcp" or "udp" or "th", "dport") => PortRange(value) is var (first, last) ? arrival.IsFor(first, last) : Likelihood.Maybe,
        ("tcp", "flags") => Likelihoods.Of(value.ToString() == "syn"),
        ("ip", "saddr") => AddressRange(value) is var (first, last) ? InternetSource.IsIn(first, last) : Likelihood.Maybe,
        ("ip", "daddr") => AddressRange(value) is var (first, last) ? arrival.GoesTo(first, last) : Likelihood.Maybe,
        ("ip", "protocol") or ("meta", "l4proto") => Likelihoods.Of(arrival.IsProtocol(value.ToString())),
        ("meta", "iif" or "iifname") => arrival.IsFrom(value.ToString(), '*'),
        ("meta", "nfproto") => Likelihoods.Of(value.ToString() == "ipv4"),
        ("meta", "protocol") => Likelihoods.Of(value.ToString() == "ip"),
        ("meta", "pkttype") => Likelihoods.Of(value.ToString() is "host" or "unicast"),
        ("ct", "state") => Likelihoods.Of(value.ToString() == "new"),
        ("ct", "status") => value.ToString() is "dnat" or "snat" or "assured" or "seen-reply" ? Likelihood.No : Likelihood.Maybe,
        ("ct", "direction") => Likelihoods.Of(value.ToString() == "original"),
        ("fib", "type daddr") => Likelihoods.Of(value.ToString() == "local"),
        _ => Likelihood.Maybe,
    };

    /// <summary>What is looked at: a header and its field, or a kind of knowledge and its key.</summary>
    private static (string Kind, string Key) Subject(JsonElement left)
    {
        if (left.TryGetProperty("payload", out var payload) && payload.TryGetProperty("protocol", out var protocol)) return (protocol.GetString()!, payload.GetProperty("field").GetString()!);
        if (left.TryGetProperty("meta", out var meta)) return ("meta", meta.GetProperty("key").GetString()!);
        if (left.TryGetProperty("ct", out var ct)) return ("ct", ct.GetProperty("key").GetString()!);
        return left.TryGetProperty("fib", out var fib) ? ("fib", $"{fib.GetProperty("result")} {string.Join(' ', NamesOf(fib))}") : ("", "");
    }

    private static IEnumerable<string> NamesOf(JsonElement fib) =>
        fib.TryGetProperty("flags", out var flags) ? flags.ValueKind == JsonValueKind.Array ? flags.EnumerateArray().Select(flag => flag.ToString()) : [flags.ToString()] : [];

    private static bool IsOfOther(JsonElement left, Arrival arrival)
    {
        if (left.TryGetProperty("&", out var masked)) left = masked[0];
        if (left.TryGetProperty("concat", out var parts)) return parts.EnumerateArray().Any(part => IsOfOther(part, arrival));
        return Subject(left).Kind is var kind && kind is "ip6" or "icmp" or "icmpv6" or "igmp" or "arp" or "sctp" or "dccp" or "udplite" or "esp" or "ah" or "comp" or "tcp" or "udp" && !arrival.IsProtocol(kind);
    }

    // "tcp dport >= 1024": the only ones that are ordered and of use here.
    private static Likelihood Ordered(JsonElement match, JsonElement left, JsonElement right, Arrival arrival)
    {
        if (Subject(left).Key != "dport" || !right.TryGetInt32OrNot(out var limit)) return Likelihood.Maybe;
        return match.GetProperty("op").GetString() switch
        {
            "<" => arrival.IsFor(0, limit - 1),
            "<=" => arrival.IsFor(0, limit),
            ">" => arrival.IsFor(limit + 1, ushort.MaxValue),
            ">=" => arrival.IsFor(limit, ushort.MaxValue),
            _ => Likelihood.Maybe,
        };
    }

    private static (int First, int Last)? PortRange(JsonElement value)
    {
        if (value.TryGetInt32OrNot(out var port)) return (port, port);
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("range", out var range) && range[0].TryGetInt32OrNot(out var first) && range[1].TryGetInt32OrNot(out var last) ? (first, last) : null;
    }

    private static (IPAddress First, IPAddress Last)? AddressRange(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return IPv4Number.RangeOf(value.GetString()!);
        if (value.ValueKind != JsonValueKind.Object) return null;
        if (value.TryGetProperty("prefix", out var prefix)) return IPv4Number.RangeOf($"{prefix.GetProperty("addr")}/{prefix.GetProperty("len")}");
        return value.TryGetProperty("range", out var range) && IPv4Number.RangeOf(range[0].ToString()) is var (first, _) && IPv4Number.RangeOf(range[1].ToString()) is var (_, last) ? (first, last) : null;
    }

    private static bool TryGetInt32OrNot(this JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }
}
