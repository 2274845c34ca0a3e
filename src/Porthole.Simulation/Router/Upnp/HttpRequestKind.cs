namespace Porthole.Simulation.Router.Upnp;

/// <summary>Tells requests over HTTP apart for the counters, whether or not they are answered.</summary>
internal static class HttpRequestKind
{
    public static RouterRequest Of(HttpCall call) => (call.Method, Path(call)) switch
    {
        ("GET", Urns.DescriptionPath) => RouterRequest.Description,
        ("GET", Urns.ConnectionScpdPath or Urns.CommonScpdPath) => RouterRequest.ServiceDescription,
        ("POST" or "M-POST", _) => Action(SoapCall.ReadHeader(call)?.Action),
        ("SUBSCRIBE", _) => RouterRequest.Subscribe,
        ("UNSUBSCRIBE", _) => RouterRequest.Unsubscribe,
        _ => RouterRequest.OtherHttp,
    };

    /// <summary>The path asked for, whether or not the target names a host (RFC 9112, 3.2.2).</summary>
    public static string Path(HttpCall call) =>
        Uri.TryCreate(call.Target, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp ? uri.AbsolutePath : call.Target;

    // The counters of actions carry the actions' names.
    private static RouterRequest Action(string? action) =>
        Enum.TryParse<RouterRequest>(action, out var request)
            && request is >= RouterRequest.AddPortMapping and <= RouterRequest.GetStatusInfo
            && request.ToString() == action
            ? request
            : RouterRequest.OtherAction;
}
