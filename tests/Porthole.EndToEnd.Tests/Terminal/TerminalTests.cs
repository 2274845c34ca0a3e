using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Terminal;

/// <summary>The command line as its user sees it, on a terminal of 80 by 24.</summary>
public sealed class TerminalTests : Scenario
{
    private const string Escape = "\e[";

    [Fact]
    public async Task Status_OnATerminal_HasColoursUnlessTheyAreNotWished()
    {
        await Lab.Router.StartAsync();
        Lab.FrontDoor.HangDoorbell(80);
        var agent = await Lab.Nvr.StartAgentAsync(Scenarios.Settings.For(Scenarios.Settings.Web("Gate", "192.168.1.20", 80, 8080)));
        await agent.WaitForStatusAsync("the port", status => status.Forwards is [{ State: "mapped", DeviceOnline: true }]);
        var terminal = await OpenAsync();

        await terminal.RunAsync("porthole status $DATA; echo code $?");
        var screen = await terminal.UntilAsync("the status", text => text.Contains("code 0", StringComparison.Ordinal));
        var coloured = await terminal.ColouredScreenAsync();
        screen.ShouldContain("Your camera is reachable from outside.");
        coloured.ShouldContain($"{Escape}32mYour camera");

        foreach (var wish in new[] { "NO_COLOR=1", "TERM=dumb" })
        {
            await terminal.RunAsync($"clear; env {wish} {AgentProgram.ProgramPath} status $DATA; echo code $?");
            await terminal.UntilAsync($"the status with {wish}", text => text.Contains("code 0", StringComparison.Ordinal) && text.Contains("reachable", StringComparison.Ordinal));
            (await terminal.ColouredScreenAsync()).ShouldNotContain($"{Escape}3");
        }
    }

    [Fact]
    public async Task Watch_UntilCtrlC_ChangesInPlaceAndLeavesTheTerminalAsItWas()
    {
        await Lab.Router.StartAsync();
        Lab.FrontDoor.HangDoorbell(80);
        var agent = await Lab.Nvr.StartAgentAsync(Scenarios.Settings.For(Scenarios.Settings.Web("Gate", "192.168.1.20", 80, 8080)));
        await agent.WaitForStatusAsync("the port", status => status.Forwards is [{ State: "mapped", DeviceOnline: true }]);
        var terminal = await OpenAsync();
        await terminal.RunAsync("echo what stood here before");

        await terminal.RunAsync("porthole status --watch $DATA");
        var open = await terminal.UntilAsync("the first screen", text => text.Contains("Last changes:", StringComparison.Ordinal));
        await Lab.Nvr.ChangeAsync(HttpMethod.Post, "/api/devices/gate/pause");
        var paused = await terminal.UntilAsync("the change", text => text.StartsWith("Every camera is paused.", StringComparison.Ordinal));
        await terminal.PressAsync("C-c");
        await terminal.UntilAsync("the prompt", text => text.EndsWith("$DATA\n$", StringComparison.Ordinal) || text.EndsWith("$DATA\n$ ", StringComparison.Ordinal));
        await terminal.RunAsync("echo code $?");
        var after = await terminal.UntilAsync("the shell", text => text.Contains("code 0", StringComparison.Ordinal));

        open.ShouldStartWith("Your camera is reachable from outside.");
        open.ShouldNotContain("what stood here before");
        paused.ShouldNotContain("reachable from outside");
        paused.Split("Last changes:").Length.ShouldBe(2, "the screen was drawn below itself");
        after.ShouldBe("$ echo what stood here before\nwhat stood here before\n$ porthole status --watch $DATA\n$ echo code $?\ncode 0\n$", after);
    }

    [Fact]
    public async Task Add_QuestionsAnswered_RegistersTheCamera()
    {
        var terminal = await OpenAsync();

        await terminal.RunAsync("porthole devices add $DATA; echo code $?");
        await AnswerAsync(terminal, "What is the camera called?", "Back yard");
        await AnswerAsync(terminal, "Which brand is it?", "dahua");
        await AnswerAsync(terminal, "What is its address on the LAN?", "192.168.1.x");
        await AnswerAsync(terminal, "Write four numbers with dots between", "192.168.1.44");
        await AnswerAsync(terminal, "Which ports should be reachable?", "rtsp:554");
        var screen = await terminal.UntilAsync("the end", text => text.Contains("code 0", StringComparison.Ordinal));

        screen.ShouldContain("Back yard (back-yard) is registered.");
        screen.ShouldContain("rtsp  192.168.1.44:554 tcp, outside at port 8554");
    }

    [Fact]
    public async Task Add_CtrlCHalfWay_LeavesNothing()
    {
        var terminal = await OpenAsync();
        await terminal.RunAsync("porthole devices add $DATA");
        await AnswerAsync(terminal, "What is the camera called?", "Back yard");
        await terminal.UntilAsync("the next question", text => text.Contains("Which brand is it?", StringComparison.Ordinal));

        await terminal.PressAsync("C-c");
        await terminal.RunAsync("clear; porthole devices export --format json $DATA; echo code $?");
        var screen = await terminal.UntilAsync("the list", text => text.Contains("code 0", StringComparison.Ordinal));

        // What is typed is seen: the terminal is as it was.
        screen.ShouldNotContain("back-yard");
        screen.ShouldContain("\"devices\"");
    }

    [Fact]
    public async Task Discover_WhileItSearches_TellsHowFarItIs()
    {
        await using var cameras = await SimulatedCameras.StartAsync(Lab.FrontDoor, "hikvision 192.168.1.20 44:19:b6:00:00:20 eth0 0");
        var terminal = await OpenAsync();

        await terminal.RunAsync("porthole devices discover $DATA; echo code $?");
        await terminal.UntilAsync("progress", text => text.Contains("Searching, ", StringComparison.Ordinal) && text.Contains(" s left. Found ", StringComparison.Ordinal));
        var screen = await terminal.UntilAsync("the end", text => text.Contains("code ", StringComparison.Ordinal) && text.TrimEnd().EndsWith('$') && !text.EndsWith("code $?", StringComparison.Ordinal));

        screen.ShouldNotContain("Searching");
        screen.ShouldContain("192.168.1.20");
        screen.ShouldContain("porthole devices add --from-discovery ADDRESS");
    }

    private async Task<TerminalSession> OpenAsync()
    {
        Assert.SkipWhen(TerminalSession.Missing is not null, TerminalSession.Missing ?? "");

        // Without settings in the state folder the sample's camera would stand there.
        await Lab.Nvr.WriteFileAsync("data/appsettings.json", Scenarios.Settings.For());
        return await TerminalSession.StartAsync(Lab.Nvr, Lab.Nvr.DataFolder);
    }

    private static async Task AnswerAsync(TerminalSession terminal, string question, string answer)
    {
        await terminal.UntilAsync(question, text => text.Contains(question, StringComparison.Ordinal));
        await terminal.RunAsync(answer);
    }
}
