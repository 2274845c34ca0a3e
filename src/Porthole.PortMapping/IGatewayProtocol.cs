using System.Net;

namespace Porthole.PortMapping;

/// <summary>
/// One protocol that a gateway answered. Every member is safe to call from several callers at once;
/// calls that the router cannot take side by side are queued inside.
/// </summary>
public interface IGatewayProtocol
{
    /// <summary>Which protocol this is.</summary>
    MappingProtocol Kind { get; }

    /// <summary>The name with its version, as the status document shows it: <c>pcp</c>, <c>nat-pmp</c>, <c>upnp-igd1</c>, <c>upnp-igd2</c>.</summary>
    string Name { get; }

    /// <summary>What the router calls itself; null where the protocol does not tell (PCP, NAT-PMP).</summary>
    RouterIdentity? Router { get; }

    /// <summary>Whether a mapping to another host than this PC can be asked for: always for UPnP, by THIRD_PARTY for PCP, never for NAT-PMP.</summary>
    bool CanMapForOthers { get; }

    /// <summary>Whether the gateway's table can be read: UPnP only.</summary>
    bool CanRead { get; }

    /// <summary>Asks for a mapping, or renews it when it is this PC's already.</summary>
    ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken);

    /// <summary>Removes a mapping; an absent one counts as removed.</summary>
    ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken);

    /// <summary>Asks for the gateway's external address; an address that no host can have (0.0.0.0) is a refusal.</summary>
    ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken);

    /// <summary>Reads one entry of the gateway's table; <see cref="RefusalReason.NotFound"/> when there is none.</summary>
    ValueTask<GatewayResult<TableEntry>> ReadAsync(Transport transport, ushort externalPort, CancellationToken cancellationToken);

    /// <summary>Lists the gateway's whole table.</summary>
    ValueTask<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>What a router calls itself in its UPnP description; every part may be empty and none can be trusted.</summary>
/// <param name="FriendlyName">The name shown to people.</param>
/// <param name="Manufacturer">The maker.</param>
/// <param name="ModelName">The model.</param>
/// <param name="ModelNumber">The model's number or version.</param>
/// <param name="Server">The SERVER header of its SSDP or HTTP answers.</param>
public sealed record RouterIdentity(string FriendlyName, string Manufacturer, string ModelName, string ModelNumber, string Server);
