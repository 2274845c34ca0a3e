using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Porthole.Simulation;

/// <summary>
/// One permission rule in miniupnpd's manner. The first rule that matches decides; where none matches the
/// mapping is allowed (miniupnpd, upnppermissions.c).
/// </summary>
/// <param name="Allow">Whether a match allows or denies.</param>
/// <param name="ExternalFrom">The lowest external port matched, 0 to 65535.</param>
/// <param name="ExternalTo">The highest external port matched, 0 to 65535.</param>
/// <param name="Network">The internal hosts matched.</param>
/// <param name="InternalFrom">The lowest internal port matched, 0 to 65535.</param>
/// <param name="InternalTo">The highest internal port matched, 0 to 65535.</param>
public sealed record PermissionRule(
    bool Allow,
    int ExternalFrom,
    int ExternalTo,
    IPNetwork Network,
    int InternalFrom,
    int InternalTo)
{
    /// <summary>Reads a rule as miniupnpd.conf writes it: <c>allow 1024-65535 192.168.1.0/24 1024-65535</c>.</summary>
    /// <exception cref="FormatException">The text is no such rule.</exception>
    public static PermissionRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var rule)
            ? rule
            : throw new FormatException($"'{text}' is no permission rule. One reads: allow|deny EXTERNAL-PORTS NETWORK/BITS INTERNAL-PORTS.");
    }

    /// <summary>As <see cref="Parse"/>, but false instead of an exception.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PermissionRule? rule)
    {
        ArgumentNullException.ThrowIfNull(text);
        rule = null;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is not [("allow" or "deny") and var verb, var external, var network, var inside]
            || !TryParsePorts(external, out var externalFrom, out var externalTo)
            || !TryParsePorts(inside, out var internalFrom, out var internalTo)
            || !IPNetwork.TryParse(network.Contains('/') ? network : network + "/32", out var hosts))
        {
            return false;
        }

        rule = new PermissionRule(verb == "allow", externalFrom, externalTo, hosts, internalFrom, internalTo);
        return true;
    }

    /// <summary>The rule as miniupnpd.conf writes it.</summary>
    public override string ToString() =>
        $"{(Allow ? "allow" : "deny")} {ExternalFrom}-{ExternalTo} {Network} {InternalFrom}-{InternalTo}";

    internal bool Matches(int externalPort, IPEndPoint inside) =>
        externalPort >= ExternalFrom && externalPort <= ExternalTo
        && inside.Port >= InternalFrom && inside.Port <= InternalTo
        && Network.Contains(inside.Address);

    private static bool TryParsePorts(string text, out int from, out int to)
    {
        var dash = text.IndexOf('-');
        to = 0;
        return ushort.TryParse(dash < 0 ? text : text[..dash], out var low)
            & ushort.TryParse(dash < 0 ? text : text[(dash + 1)..], out var high)
            & ((from = low) <= (to = high));
    }
}
