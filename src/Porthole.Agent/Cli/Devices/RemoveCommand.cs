using System.CommandLine;

namespace Porthole.Agent.Cli.Devices;

/// <summary><c>porthole devices remove</c></summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var id = DevicesCommand.Id();
        var command = new ExampleCommand(
            "remove",
            "Take a camera out of the registry and close its ports",
            """
            porthole devices remove front-door
            porthole devices remove "Front door" --json
            """) { id, CommonOptions.Json, CommonOptions.Settings };
        command.SetAction((parsed, cancellationToken) => DeviceDesks.WithAsync(parsed, async desk =>
        {
            var answer = await desk.RemoveAsync(DevicesCommand.IdOf(parsed, id), cancellationToken);
            if (answer.Value is not { } removed) return await answer.SayAsync(parsed);
            if (DevicesText.WriteJson(parsed, removed)) return ExitCodes.Good;
            Console.WriteLine($"{removed.Name} ({removed.Id}) is removed{(desk.AgentRuns ? ", and its ports are being closed" : "")}.");
            return ExitCodes.Good;
        }, cancellationToken));
        return command;
    }
}
