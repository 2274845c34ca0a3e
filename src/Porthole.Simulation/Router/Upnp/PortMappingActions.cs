using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Router.Table;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>
/// The actions that add and delete mappings, with miniupnpd's order of checks and codes (miniupnpd,
/// upnpsoap.c): secure mode first, then ports, then lease, then table.
/// </summary>
internal sealed class PortMappingActions(RouterCore core)
{
    // WANIPConnection:2, 2.3.16: at most one week; 0 counts as the maximum.
    private static readonly TimeSpan Week = TimeSpan.FromSeconds(604800);

    private bool IsVersion2 => core.Options.IgdVersion >= 2;

    public SoapReply Add(SoapCall call)
    {
        if (Read(call, anyPort: false, out var mapping) is { } refusal)
            return refusal;
        var (answer, _) = core.Table.Add(mapping);
        return answer == TableAnswer.Granted ? SoapReply.Ok() : Refuse(answer);
    }

    /// <summary>The wished port, else +1, -1, +2, -2 and so on until one is free (upnpsoap.c, AddAnyPortMapping).</summary>
    public SoapReply AddAny(SoapCall call)
    {
        if (Read(call, anyPort: true, out var mapping) is { } refusal)
            return refusal;
        var wished = mapping.ExternalPort;
        for (var step = 0; step <= ushort.MaxValue; step++)
        {
            foreach (var port in step == 0 ? [wished] : new[] { wished + step, wished - step })
            {
                if (port is < 1 or > ushort.MaxValue || !core.Table.IsPermitted(port, mapping.Internal))
                    continue;
                var (answer, stored) = core.Table.Add(mapping with { ExternalPort = port });
                if (answer == TableAnswer.Granted)
                    return SoapReply.Ok(("NewReservedPort", stored.ExternalPort.ToString()));
                if (answer is TableAnswer.Full or TableAnswer.Down)
                    return Refuse(answer);
            }
        }

        return SoapReply.Fault(728);
    }

    public SoapReply Delete(SoapCall call)
    {
        if (!TryKey(call, out var protocol, out var port))
            return SoapReply.Fault(402);
        if (core.Table.Find(protocol, port) is not { } held)
            return SoapReply.Fault(714);
        if (core.Options.SecureMode && !held.Internal.Address.Equals(call.Http.From.Address))
            return SoapReply.Fault(IsVersion2 ? 606 : 714);
        core.Table.Remove(m => m.Protocol == protocol && m.ExternalPort == port);
        return SoapReply.Ok();
    }

    public SoapReply DeleteRange(SoapCall call)
    {
        if (!int.TryParse(call["NewStartPort"], out var start) || !int.TryParse(call["NewEndPort"], out var end) || !TryProtocol(call, out var protocol))
            return SoapReply.Fault(402);
        if (start > end)
            return SoapReply.Fault(733);
        var asker = call.Http.From.Address;
        var removed = core.Table.Remove(m => m.Protocol == protocol && m.ExternalPort >= start && m.ExternalPort <= end
            && (!core.Options.SecureMode || m.Internal.Address.Equals(asker)));
        return removed == 0 ? SoapReply.Fault(730) : SoapReply.Ok();
    }

    /// <summary>Reads the key of GetSpecificPortMappingEntry and DeletePortMapping.</summary>
    public static bool TryKey(SoapCall call, out ProtocolType protocol, out int port) =>
        TryProtocol(call, out protocol) & int.TryParse(call["NewExternalPort"], out port) && port is > 0 and <= ushort.MaxValue;

    // Any case, as miniupnpd takes it; what is neither it takes for TCP, which would hide a client's mistake.
    private static bool TryProtocol(SoapCall call, out ProtocolType protocol)
    {
        protocol = "UDP".Equals(call["NewProtocol"], StringComparison.OrdinalIgnoreCase) ? ProtocolType.Udp : ProtocolType.Tcp;
        return protocol == ProtocolType.Udp || "TCP".Equals(call["NewProtocol"], StringComparison.OrdinalIgnoreCase);
    }

    private SoapReply? Read(SoapCall call, bool anyPort, out SimulatedMapping mapping)
    {
        mapping = null!;
        var asker = call.Http.From.Address;
        var client = asker;

        // An empty client means the asker (miniupnp/miniupnp#236).
        if (call["NewInternalClient"]?.Trim() is { Length: > 0 } name && !IPAddress.TryParse(name, out client!))
            return SoapReply.Fault(402);
        if (client.AddressFamily != AddressFamily.InterNetwork)
            return SoapReply.Fault(402);
        if (core.Options.SecureMode && !client.Equals(asker))
            return SoapReply.Fault(core.Options.SecureModeFault ?? (IsVersion2 ? 606 : 718));
        if (!TryProtocol(call, out var protocol) || !ushort.TryParse(call["NewInternalPort"], out var inside))
            return SoapReply.Fault(402);
        if (inside == 0)
            return SoapReply.Fault(IsVersion2 ? 732 : 402);
        if (call["NewExternalPort"] is not { } wish)
            return SoapReply.Fault(402);
        if (wish is "*" or "0")
        {
            if (!anyPort)
                return SoapReply.Fault(716);
            wish = inside.ToString();
        }

        if (!ushort.TryParse(wish, out var outside))
            return SoapReply.Fault(402);
        if (!uint.TryParse(call["NewLeaseDuration"] ?? "0", out var lease))
            return SoapReply.Fault(402);
        if (core.Options.PermanentLeasesOnly && lease != 0)
            return SoapReply.Fault(725);

        mapping = new SimulatedMapping
        {
            Protocol = protocol,
            ExternalPort = outside,
            Internal = new IPEndPoint(client, inside),
            MadeBy = RouterProtocols.Upnp,
            RemoteHost = call["NewRemoteHost"] is { Length: > 0 } and not "*" ? call["NewRemoteHost"]! : "",
            Description = call["NewPortMappingDescription"] ?? "",
            ExpiresAt = core.Time.GetUtcNow() + Lease(TimeSpan.FromSeconds(lease)),
        };
        return null;
    }

    private TimeSpan? Lease(TimeSpan asked)
    {
        if (core.Options.PermanentLeasesOnly)
            return null;
        var maximum = core.Options.MaximumUpnpLease ?? (IsVersion2 ? Week : null);
        return maximum is { } most && (asked == TimeSpan.Zero || asked > most) ? most
            : asked == TimeSpan.Zero ? null
            : asked;
    }

    private SoapReply Refuse(TableAnswer answer) => SoapReply.Fault(answer switch
    {
        TableAnswer.HeldByOther => 718,
        TableAnswer.HeldByMechanism => IsVersion2 ? 729 : 718,
        TableAnswer.Forbidden => IsVersion2 ? 606 : 718,
        TableAnswer.Full => core.Options.TableFullFault ?? (IsVersion2 ? 728 : 501),
        _ => 501,
    });
}
