// Runs simulated cameras until its standard input ends. Each line of the input, up to an empty one, is a camera:
//   BRAND ADDRESS MAC [CARD [DELAY-IN-MILLISECONDS]]
// Answers "ready" when all of them listen, and at the end with how often each kind of thing was asked for.
using System.Globalization;
using System.Net;
using Porthole.Simulation;

var devices = new List<SimulatedDevice>();
while (await Console.In.ReadLineAsync() is { Length: > 0 } line) devices.Add(SimulatedDevice.Start(Parse(line.Split(' '))));
Console.WriteLine("ready");
await Console.In.ReadToEndAsync();
Console.WriteLine($"questions {devices.Sum(device => device.Questions)}");
Console.WriteLine($"onvif-calls {devices.Sum(device => device.OnvifCalls)}");
Console.WriteLine($"sign-ins {devices.Sum(device => device.SignIns)}");
foreach (var device in devices) await device.DisposeAsync();

static SimulatedDeviceOptions Parse(string[] words) => new()
{
    Brand = Enum.Parse<SimulatedBrand>(words[0], ignoreCase: true),
    Address = IPAddress.Parse(words[1]),
    Mac = words[2],
    NetworkCard = words.ElementAtOrDefault(3),
    AnswerDelay = TimeSpan.FromMilliseconds(int.Parse(words.ElementAtOrDefault(4) ?? "0", CultureInfo.InvariantCulture)),
};
