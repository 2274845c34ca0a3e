using System.Collections.Immutable;

namespace Porthole.PortMapping.Upnp.Description;

/// <summary>What a description tells: who the router says it is, and its services that open ports.</summary>
/// <param name="Identity">The names of the root device.</param>
/// <param name="Udn">The unique device name of the root device; may be empty.</param>
/// <param name="Connections">The services that open ports and can be called, in the order of the document.</param>
/// <param name="Services">How many services of any kind the document names.</param>
/// <param name="ForeignUrl">A control URL that was refused because it is on another host; empty for none.</param>
internal sealed record DeviceDescription(
    RouterIdentity Identity,
    string Udn,
    ImmutableArray<WanConnection> Connections,
    int Services,
    string ForeignUrl);
