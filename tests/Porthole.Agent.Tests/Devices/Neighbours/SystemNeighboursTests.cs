using System.Net;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Tests.Devices.Neighbours;

public sealed class SystemNeighboursTests
{
    [Fact]
    public void Read_ThisMachine_EntriesAreWholeAndLowerCase()
    {
        foreach (var neighbour in new SystemNeighbours().Read())
        {
            neighbour.Mac.ShouldMatch("^[0-9a-f]{2}(:[0-9a-f]{2}){5}$");
            neighbour.Interface.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Wake_Loopback_IsQuietAndTakesNoEntry()
    {
        var table = new SystemNeighbours();

        table.Wake(IPAddress.Loopback);

        table.Read().ShouldAllBe(neighbour => !IPAddress.IsLoopback(neighbour.Address));
    }

    [Fact]
    public void Networks_ThisMachine_NoLoopback() =>
        new SystemNeighbours().Networks().ShouldAllBe(network => !IPAddress.IsLoopback(network.LocalAddress));
}
