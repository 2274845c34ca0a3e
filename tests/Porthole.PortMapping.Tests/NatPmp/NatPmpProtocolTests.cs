using System.Net;

namespace Porthole.PortMapping.Tests.NatPmp;

public sealed class NatPmpProtocolTests
{
    [Theory]
    [InlineData(Transport.Tcp, NatPmpServerMirror.Tcp)]
    [InlineData(Transport.Udp, NatPmpServerMirror.Udp)]
    public async Task Map_Granted_ReturnsTheGrantedPortAndLease(Transport transport, byte opcode)
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Mapped(request, externalPort: 9000, lifetime: 60)]);
        var sut = await fixture.Ask();

        var mapping = (await sut.MapAsync(NatPmpFixture.Request(transport: transport), default)).Value.ShouldNotBeNull();

        mapping.ExternalPort.ShouldBe((ushort)9000);
        mapping.Lease.ShouldBe(TimeSpan.FromSeconds(60));
        var request = fixture.MapRequests.Single();
        NatPmpServerMirror.Opcode(request).ShouldBe(opcode);
        NatPmpServerMirror.InternalPort(request).ShouldBe((ushort)554);
        NatPmpServerMirror.ExternalPort(request).ShouldBe((ushort)8554);
        NatPmpServerMirror.Lifetime(request).ShouldBe(3600u);
    }

    [Fact]
    public async Task Map_ForAnotherHost_IsRefusedWithoutASingleDatagram()
    {
        await using var fixture = NatPmpFixture.Mapping(_ => []);
        var sut = await fixture.Ask();

        (await sut.MapAsync(NatPmpFixture.Request("192.168.1.20"), default)).Refusal!.Reason.ShouldBe(RefusalReason.OnlyForAsker);
        fixture.MapRequests.ShouldBeEmpty();
        sut.CanMapForOthers.ShouldBeFalse();
    }

    [Fact]
    public async Task Unmap_Mapping_SendsLifetimeAndPortZero()
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Mapped(request)]);
        var sut = await fixture.Ask();
        var mapping = (await sut.MapAsync(NatPmpFixture.Request(), default)).Value.ShouldNotBeNull();

        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();

        NatPmpServerMirror.Lifetime(fixture.MapRequests[^1]).ShouldBe(0u);
        NatPmpServerMirror.ExternalPort(fixture.MapRequests[^1]).ShouldBe((ushort)0);
    }

    [Fact]
    public async Task Map_ExactPortTaken_GivesTheOtherPortBack()
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Mapped(request, externalPort: 8555)]);
        var sut = await fixture.Ask();

        (await sut.MapAsync(NatPmpFixture.Request() with { ExactPort = true }, default)).Refusal!.Reason.ShouldBe(RefusalReason.Conflict);
        NatPmpServerMirror.Lifetime(fixture.MapRequests[^1]).ShouldBe(0u);
    }

    [Theory]
    [InlineData(8)] // mDNSResponder: errors cut to the common part
    [InlineData(16)] // mDNSResponder: errors without the internal port
    public async Task Map_ErrorThatDoesNotNameItsPort_IsTaken(int length)
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Error(request[1], result: 4, length: length)]);
        var sut = await fixture.Ask();

        (await sut.MapAsync(NatPmpFixture.Request(), default)).Refusal!.Reason.ShouldBe(RefusalReason.TableFull);
    }

    [Fact]
    public async Task Map_AnswerForAnotherPort_IsNotTaken()
    {
        await using var fixture = NatPmpFixture.Mapping(request =>
            [NatPmpServerMirror.Mapped(request, externalPort: 1, internalPort: 80), NatPmpServerMirror.Mapped(request, externalPort: 2)]);
        var sut = await fixture.Ask();

        (await sut.MapAsync(NatPmpFixture.Request(), default)).Value!.ExternalPort.ShouldBe((ushort)2);
    }

    [Fact]
    public async Task GetExternalAddress_Told_IsReturned()
    {
        await using var fixture = NatPmpFixture.Mapping(_ => []);
        (await (await fixture.Ask()).GetExternalAddressAsync(default)).Value.ShouldBe(IPAddress.Parse("198.51.100.7"));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    public async Task GetExternalAddress_NoHostsAddress_IsConnectionDown(string address)
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Address(address)]);
        (await (await fixture.Ask()).GetExternalAddressAsync(default)).Refusal!.Reason.ShouldBe(RefusalReason.ConnectionDown);
    }

    [Fact]
    public async Task ReadAndList_Always_AreUnsupported()
    {
        await using var fixture = NatPmpFixture.Mapping(_ => []);
        var sut = await fixture.Ask();
        sut.CanRead.ShouldBeFalse();
        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Refusal!.Reason.ShouldBe(RefusalReason.Unsupported);
        (await sut.ListAsync(default)).Refusal!.Reason.ShouldBe(RefusalReason.Unsupported);
    }
}
