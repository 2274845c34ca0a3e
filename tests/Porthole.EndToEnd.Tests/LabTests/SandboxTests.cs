using System.Globalization;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.LabTests;

/// <summary>Nothing of a lab outlives it.</summary>
public sealed class SandboxTests
{
    [Fact]
    public async Task Dispose_KeeperLosesItsInput_EveryProcessIsGone()
    {
        Assert.SkipWhen(LabRequirements.Missing is not null, LabRequirements.Missing ?? "");
        var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync();
        await lab.FrontDoor.StartHttpAsync();
        var room = ProcessNamespaceOf(lab.ProcessId.ToString(CultureInfo.InvariantCulture)).ShouldNotBeNull();
        ProcessesIn(room).Count.ShouldBeGreaterThanOrEqualTo(3);

        // Closing the input is all that Dispose does; the kernel does the same when this process is killed.
        await lab.DisposeAsync();

        ProcessesIn(room).ShouldBeEmpty();
    }

    [Fact]
    public async Task Build_SeveralAtOnce_KeepOutOfEachOthersWay()
    {
        Assert.SkipWhen(LabRequirements.Missing is not null, LabRequirements.Missing ?? "");
        await using var one = await RouterLab.BuildAsync();
        await using var other = await RouterLab.BuildAsync();
        await Task.WhenAll(one.Router.StartAsync(), other.Router.StartAsync());

        await one.Nvr.RunAsync("upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "0");

        (await one.Router.RulesAsync()).ShouldHaveSingleItem();
        (await other.Router.RulesAsync()).ShouldBeEmpty();
    }

    private static List<string> ProcessesIn(string room) =>
        [.. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(name => char.IsAsciiDigit(name[0]) && ProcessNamespaceOf(name) == room)];

    private static string? ProcessNamespaceOf(string processId)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{processId}/ns/pid", returnFinalTarget: false)?.Name;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone since the folder was listed, or the machine's own.
            return null;
        }
    }
}
