using System.Globalization;
using System.Net;
using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>The actions of WANIPConnection:1 and :2 and WANPPPConnection:1, arguments in the standard's order.</summary>
internal sealed class IgdActions(SoapClient soap)
{
    public SoapClient Soap => soap;

    /// <summary>Whether the service has the actions of version 2.</summary>
    public bool IsVersion2 => soap.Service.Version >= 2;

    public static SoapCall AddPortMapping(MappingRequest request, uint lease) => Add("AddPortMapping", request, lease);

    /// <summary>AddAnyPortMapping of version 2: the router may choose another port, and says which.</summary>
    public static SoapCall AddAnyPortMapping(MappingRequest request, uint lease) => Add("AddAnyPortMapping", request, lease);

    public ValueTask<SoapReply> DeletePortMappingAsync(Transport transport, ushort externalPort, CancellationToken cancellationToken) =>
        soap.CallAsync(new SoapCall("DeletePortMapping", Key(transport, externalPort)), cancellationToken);

    public ValueTask<SoapReply> GetSpecificPortMappingEntryAsync(Transport transport, ushort externalPort, CancellationToken cancellationToken) =>
        soap.CallAsync(new SoapCall("GetSpecificPortMappingEntry", Key(transport, externalPort)), cancellationToken);

    public ValueTask<SoapReply> GetGenericPortMappingEntryAsync(int index, CancellationToken cancellationToken) =>
        soap.CallAsync(new SoapCall("GetGenericPortMappingEntry", [new("NewPortMappingIndex", Number(index))]), cancellationToken);

    /// <summary>GetListOfPortMappings of version 2: everything of one transport in one answer. Manage asks for other hosts' entries too; 0 ports means all.</summary>
    public ValueTask<SoapReply> GetListOfPortMappingsAsync(Transport transport, CancellationToken cancellationToken) =>
        soap.CallAsync(
            new SoapCall(
                "GetListOfPortMappings",
                [
                    new("NewStartPort", "0"),
                    new("NewEndPort", "65535"),
                    new("NewProtocol", Name(transport)),
                    new("NewManage", "1"),
                    new("NewNumberOfPorts", "0"),
                ]),
            cancellationToken);

    public ValueTask<SoapReply> GetExternalIPAddressAsync(CancellationToken cancellationToken) =>
        soap.CallAsync(new SoapCall("GetExternalIPAddress", []), cancellationToken);

    public ValueTask<SoapReply> GetStatusInfoAsync(CancellationToken cancellationToken) =>
        soap.CallAsync(new SoapCall("GetStatusInfo", []), cancellationToken);

    private static SoapCall Add(string action, MappingRequest request, uint lease) => new(
        action,
        [
            .. Key(request.Transport, request.ExternalPort),
            new("NewInternalPort", Number(request.Internal.Port)),
            new("NewInternalClient", Address(request.Internal.Address)),
            new("NewEnabled", "1"),
            new("NewPortMappingDescription", MappingDescription.Fit(request.Description)),
            new("NewLeaseDuration", lease.ToString(CultureInfo.InvariantCulture)),
        ]);

    /// <summary>The remote host stays empty, the wildcard that every router must take (726).</summary>
    private static SoapArgument[] Key(Transport transport, ushort externalPort) =>
        [new("NewRemoteHost", ""), new("NewExternalPort", Number(externalPort)), new("NewProtocol", Name(transport))];

    /// <summary>Upper case: routers compare it so.</summary>
    private static string Name(Transport transport) => transport == Transport.Tcp ? "TCP" : "UDP";

    private static string Address(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
