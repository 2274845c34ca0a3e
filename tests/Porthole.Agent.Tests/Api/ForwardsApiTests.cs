using System.Net;
using System.Text.Json;
using Porthole.Agent.Devices;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Api;

/// <summary>What the dashboard reads beside the status: QR codes, availability, makers.</summary>
public sealed class ForwardsApiTests : IAsyncLifetime
{
    private ApiBench? _bench;

    private ApiBench Bench => _bench!;

    public async ValueTask InitializeAsync()
    {
        _bench = await ApiBench.StartAsync();
        Bench.Board.Publish(StatusSnapshot.Starting(DateTimeOffset.UnixEpoch) with
        {
            ExternalAddress = new ExternalAddress(IPAddress.Parse("198.51.100.7"), null),
            Forwards = [Forward("door/rtsp", ForwardState.Mapped), Forward("door/http", ForwardState.Failed)],
        });
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    [Theory]
    [InlineData("/api/forwards/door/rtsp/qr.svg")]
    [InlineData("/api/forwards/door%2Frtsp/qr.svg")]
    public async Task Qr_OpenForward_IsAPictureThatRunsNothing(string path)
    {
        using var response = await Bench.Stranger.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        (await response.Content.ReadAsStringAsync()).ShouldStartWith("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    }

    [Theory]
    [InlineData("/api/forwards/door/http/qr.svg", "not-open")]
    [InlineData("/api/forwards/nobody/rtsp/qr.svg", "no-such-forward")]
    public async Task Qr_NoAddress_SaysWhy(string path, string kind)
    {
        using var response = await Bench.Stranger.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("type").GetString().ShouldBe($"urn:porthole:{kind}");
    }

    [Fact]
    public async Task Availability_HasAStripForEachForwardOfTheStatus()
    {
        using var document = JsonDocument.Parse(await Bench.Stranger.GetStringAsync("/api/availability"));

        document.RootElement.GetProperty("forwards").EnumerateArray().Select(strip => strip.GetProperty("id").GetString()).ShouldBe(["door/rtsp", "door/http"]);
    }

    [Fact]
    public async Task Brands_NamesMakersWithTheirPorts()
    {
        using var document = JsonDocument.Parse(await Bench.Stranger.GetStringAsync("/api/brands"));

        var dahua = document.RootElement.GetProperty("brands").EnumerateArray().Single(brand => brand.GetProperty("key").GetString() == "dahua");
        dahua.GetProperty("ports").EnumerateArray().First(port => port.GetProperty("proposed").GetBoolean()).GetProperty("number").GetInt32().ShouldBe(37777);
    }

    private static ForwardSnapshot Forward(string id, ForwardState state) => new()
    {
        Wish = new WishedForward { Id = id, Device = "Door", Name = id.Split('/')[1], Transport = Transport.Tcp, InternalPort = 554, ExternalPort = 8554 },
        State = state,
        Held = state == ForwardState.Mapped ? Holding.Nothing with { Route = Route.Direct, Mapping = Mapping } : Holding.Nothing,
    };

    private static Mapping Mapping => new()
    {
        Via = MappingProtocol.UpnpIgd,
        Transport = Transport.Tcp,
        Internal = IPEndPoint.Parse("192.0.2.20:554"),
        ExternalPort = 8554,
        GrantedAt = DateTimeOffset.UnixEpoch,
    };
}
