using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Status;

public sealed class RouterNamesTests
{
    [Theory]
    [InlineData("WANDevice", "Debian", "Debian router", "1", "Debian/12 UPnP/1.1 MiniUPnPd/2.3.1", "MiniUPnPd 2.3.1")]
    [InlineData("RT-AX88U", "ASUSTeK", "RT-AX88U", "388.1", "Linux/4.1 UPnP/1.1 MiniUPnPd/2.2.0", "ASUSTeK RT-AX88U 388.1 (MiniUPnPd 2.2.0)")]
    [InlineData("FRITZ!Box 7590", "AVM Berlin", "FRITZ!Box 7590", "", "FRITZ!Box 7590 UPnP/1.0 AVM FRITZ!Box 7590 154.07.29", "AVM Berlin FRITZ!Box 7590")]
    [InlineData("My router", "", "", "", "", "My router")]
    [InlineData("", "", "", "", "Linux UPnP/1.0", null)]
    [InlineData("", "", "", "", "///", null)]
    public void For_WhatRoutersTell_IsOneReadableName(string friendly, string maker, string model, string number, string server, string? name) =>
        RouterNames.For(new RouterIdentity(friendly, maker, model, number, server)).ShouldBe(name);

    [Fact]
    public void For_Nothing_IsNull() => RouterNames.For(null).ShouldBeNull();
}
