using System.Net;
using System.Text;
using Porthole.Simulation.Http;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>The router's web side: description, SOAP and events on one port.</summary>
internal sealed class UpnpServer : IAsyncDisposable
{
    private readonly RouterCore _core;
    private readonly Urns _urns;
    private readonly SoapDispatcher _soap;
    private HttpServer _http;

    public UpnpServer(RouterCore core, Urns urns)
    {
        (_core, _urns) = (core, urns);
        _soap = new SoapDispatcher(core, urns);
        Events = new EventPublisher(core);
        core.Table.Changed += TableChanged;
        _http = Listen(core.Options.HttpPort);
    }

    public EventPublisher Events { get; }

    public IPEndPoint EndPoint => _http.EndPoint;

    public Uri DescriptionUrl => new($"http://{EndPoint}{Urns.DescriptionPath}");

    /// <summary>Forgets subscriptions and comes back, on another port unless one was set (miniupnpd with http_port=0).</summary>
    public async ValueTask RestartAsync()
    {
        Events.Forget();

        // The new one listens before the old one closes, so that the system cannot hand out the same port again.
        var former = _http;
        if (_core.Options.HttpPort == 0)
            _http = Listen(0);
        await former.DisposeAsync();
        if (_core.Options.HttpPort != 0)
            _http = Listen(_core.Options.HttpPort);
    }

    public async ValueTask DisposeAsync()
    {
        _core.Table.Changed -= TableChanged;
        await _http.DisposeAsync();
        await Events.DisposeAsync();
    }

    private void TableChanged(object? sender, EventArgs e) => Events.TableChanged();

    private HttpServer Listen(int port) => new(new IPEndPoint(_core.Options.LanAddress, port), AnswerAsync, _core.Time);

    private async ValueTask<HttpReply?> AnswerAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var reply = Route(call);
        await _core.ThinkAsync(cancellationToken);
        return _core.Answers(RouterProtocols.Upnp) ? _core.Quirks.ChangeHttp(call, reply) : null;
    }

    private HttpReply Route(HttpCall call)
    {
        var silent = !_core.Answers(RouterProtocols.Upnp);
        switch (call.Method, Path(call.Target))
        {
            case ("GET", Urns.DescriptionPath):
                _core.Counts.Add(RouterRequest.Description);
                return Xml(DescriptionDocument.Write(_core.Options, _urns, new Uri($"http://{EndPoint}/")));
            case ("GET", Urns.ConnectionScpdPath):
                _core.Counts.Add(RouterRequest.ServiceDescription);
                return Xml(ServiceDocument.Connection(_urns.Version));
            case ("GET", Urns.CommonScpdPath):
                _core.Counts.Add(RouterRequest.ServiceDescription);
                return Xml(ServiceDocument.CommonInterface(_urns.Version));
            case ("POST" or "M-POST", Urns.ConnectionControlPath or Urns.CommonControlPath):
                // A router that hangs does not act either.
                return silent ? new HttpReply() : Served(_soap.Answer(call));
            case ("SUBSCRIBE", Urns.ConnectionEventPath or Urns.CommonEventPath):
                _core.Counts.Add(RouterRequest.Subscribe);
                return silent ? new HttpReply() : Events.Subscribe(call);
            case ("UNSUBSCRIBE", Urns.ConnectionEventPath or Urns.CommonEventPath):
                _core.Counts.Add(RouterRequest.Unsubscribe);
                return silent ? new HttpReply() : Events.Unsubscribe(call);
            default:
                _core.Counts.Add(RouterRequest.OtherHttp);
                return Served(HttpReply.Error(404, "Not Found"));
        }
    }

    private HttpReply Xml(string document) => Served(HttpReply.Ok("text/xml; charset=\"utf-8\"", Encoding.UTF8.GetBytes(document)));

    private HttpReply Served(HttpReply reply) => reply
        .WithHeader("Connection", "close")
        .WithHeader("Server", _core.Options.Server)
        .WithHeader("Ext", "");

    private static string Path(string target) => Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp ? uri.AbsolutePath : target;
}
