namespace Porthole.Simulation.Router.Upnp;

/// <summary>Reads a SOAP call, offers it to the quirks and calls the action.</summary>
internal sealed class SoapDispatcher(RouterCore core, Urns urns)
{
    private readonly PortMappingActions _mappings = new(core);
    private readonly QueryActions _queries = new(core);

    public HttpReply Answer(HttpCall http)
    {
        if (SoapCall.Read(http) is not { } asked)
        {
            var nameless = new SoapCall("", "Invalid", [], http);
            return SoapReply.Fault(401).ToHttp(nameless);
        }

        var call = core.Quirks.ChangeCall(asked);
        var reply = core.Quirks.AnswerSoap(call) ?? Act(call);
        return core.Quirks.ChangeSoap(call, reply).ToHttp(asked);
    }

    private SoapReply Act(SoapCall call)
    {
        if (call.Service == Urns.CommonService)
            return call.Action == "GetCommonLinkProperties" ? _queries.LinkProperties() : SoapReply.Fault(401);
        if (!IsConnectionService(call.Service))
            return SoapReply.Fault(401);

        return (call.Action, urns.Version >= 2) switch
        {
            ("AddPortMapping", _) => _mappings.Add(call),
            ("DeletePortMapping", _) => _mappings.Delete(call),
            ("GetSpecificPortMappingEntry", _) => _queries.Specific(call),
            ("GetGenericPortMappingEntry", _) => _queries.Generic(call),
            ("GetExternalIPAddress", _) => _queries.ExternalAddress(),
            ("GetStatusInfo", _) => _queries.Status(),
            ("GetConnectionTypeInfo", _) => QueryActions.ConnectionType(),
            ("GetNATRSIPStatus", _) => QueryActions.NatStatus(),
            ("SetConnectionType" or "RequestConnection" or "ForceTermination", _) => SoapReply.Fault(501),
            ("AddAnyPortMapping", true) => _mappings.AddAny(call),
            ("DeletePortMappingRange", true) => _mappings.DeleteRange(call),
            ("GetListOfPortMappings", true) => _queries.List(call),
            _ => SoapReply.Fault(401),
        };
    }

    // A version 2 service answers to version 1 too (UPnP Device Architecture 1.1, 2.6).
    private bool IsConnectionService(string service) =>
        service == urns.ConnectionService || service == new Urns(1).ConnectionService;
}
