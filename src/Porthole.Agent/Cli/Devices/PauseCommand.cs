using System.CommandLine;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices pause</c> and <c>resume</c></summary>
internal static class PauseCommand
{
    public static Command Create(string verb, string description, bool paused)
    {
        var id = DevicesCommand.Id();
        var command = new ExampleCommand(
            verb,
            description,
            $"""
            porthole devices {verb} front-door
            porthole devices {verb} "Front door" --json
            """) { id, CommonOptions.Json, CommonOptions.Settings };
        command.SetAction((parsed, cancellationToken) => DeviceDesks.WithAsync(parsed, async desk =>
        {
            var answer = await desk.PauseAsync(DevicesCommand.IdOf(parsed, id), paused, cancellationToken);
            if (answer.Value is not { } device) return await answer.SayAsync(parsed);
            if (DevicesText.WriteJson(parsed, device)) return ExitCodes.Good;
            var now = paused ? "is paused: its ports are being closed" : "is resumed: its ports are being opened";
            var later = paused ? "is paused: its ports stay closed when an agent starts" : "is resumed: its ports are opened when an agent starts";
            Console.WriteLine($"{device.Name} ({device.Id}) {(desk.AgentRuns ? now : later)}.");
            return ExitCodes.Good;
        }, cancellationToken));
        return command;
    }
}
