using System.Net;
using Porthole.PortMapping.Keeping;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Keeping;

public sealed class PortAskerTests
{
    [Quirk("3a 724")]
    [Fact]
    public async Task AskAsync_InternalAndExternalPortMustBeEqual_AsksForTheInternalOne()
    {
        await using var igd = new FakeIgd { Policy = call => call["NewExternalPort"] == call["NewInternalPort"] ? null : 724 };

        (await AskAsync(igd, Request)).Value.ShouldNotBeNull().ExternalPort.ShouldBe((ushort)5540);
    }

    [Fact]
    public async Task AskAsync_PortsMustBeEqualAndTheWishIsExact_IsRefused()
    {
        await using var igd = new FakeIgd { Policy = call => call["NewExternalPort"] == call["NewInternalPort"] ? null : 724 };

        (await AskAsync(igd, Request with { ExactPort = true })).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.SamePortRequired);
    }

    private static MappingRequest Request => new()
    {
        Transport = Transport.Tcp,
        Internal = new IPEndPoint(IPAddress.Any, 5540),
        ExternalPort = 18554,
    };

    private static async Task<GatewayResult<Mapping>> AskAsync(FakeIgd igd, MappingRequest request) =>
        (await PortAsker.AskAsync(new GatewayState(FakeIgd.Gateway, [await igd.OpenAsync()], 1, null), request, CancellationToken.None)).Result;
}
